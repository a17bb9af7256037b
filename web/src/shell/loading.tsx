import { SkeletonRows } from '@/parts/states';

/** While a page's code arrives. */
export function Loading() {
  return (
    <div className="mx-auto max-w-[1200px] px-4 py-6">
      <SkeletonRows rows={6} />
    </div>
  );
}
