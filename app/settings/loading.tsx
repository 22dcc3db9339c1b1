import { Skeleton, SkeletonRows } from '#components/ui/skeleton.tsx';

export default function Loading() {
  return (
    <>
      <div className="flex flex-col gap-3 border-b border-line px-4.5 pt-4 pb-3">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-3 w-96" />
      </div>
      <SkeletonRows rows={12} label="Reading settings" />
    </>
  );
}
