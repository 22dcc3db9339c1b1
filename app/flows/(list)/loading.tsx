import { Skeleton, SkeletonRows } from '#components/ui/skeleton.tsx';

export default function Loading() {
  return (
    <>
      <div className="flex flex-col gap-3 border-b border-line px-4.5 pt-4 pb-3">
        <Skeleton className="h-5 w-80" />
        <Skeleton className="h-11 w-full" />
        <Skeleton className="h-7 w-130" />
      </div>
      <SkeletonRows rows={20} label="Reading flows" />
    </>
  );
}
