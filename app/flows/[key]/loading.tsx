import { Skeleton, SkeletonRows } from '#components/ui/skeleton.tsx';

export default function FlowLoading() {
  return (
    <>
      <div className="flex flex-col gap-3 border-b border-line px-4.5 py-4">
        <Skeleton className="h-5 w-60" />
        <Skeleton className="h-6 w-[min(480px,80%)]" />
        <Skeleton className="h-3 w-80" />
        <Skeleton className="h-2 w-[min(760px,90%)]" />
      </div>
      <SkeletonRows rows={8} label="Loading the flow" />
    </>
  );
}
