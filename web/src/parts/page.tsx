/** The column every page but trading stands in. */
export function Page({ title, children, end, heading = 'seen' }: { title: string; children: React.ReactNode; end?: React.ReactNode; heading?: 'seen' | 'heard' }) {
  return (
    <div className="mx-auto max-w-[1200px] px-4 pt-4 pb-6 tablet:px-6 desktop:pt-8 desktop:pb-8">
      {heading === 'seen' ? (
        <div className="mb-4 flex flex-wrap items-end gap-4 desktop:mb-6">
          <h1 className="text-3xl desktop:text-4xl">{title}</h1>
          {end && <div className="ml-auto flex gap-2">{end}</div>}
        </div>
      ) : (
        <h1 className="heard">{title}</h1>
      )}
      {children}
    </div>
  );
}
