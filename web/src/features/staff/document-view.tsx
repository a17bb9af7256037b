import { Icon } from '@/parts/icon';
import { useStaffWords } from '@/words/staff/words';

/** A document that somebody handed in: a picture is shown, anything else opens beside the page. */
export function DocumentView({ address, mediaType, label }: { address: string; mediaType: string; label: string }) {
  const staff = useStaffWords();
  return (
    <a href={address} target="_blank" rel="noreferrer" className="block overflow-hidden rounded-control bg-inset text-md font-medium text-accent">
      {mediaType.startsWith('image/') && <img src={address} alt={label} className="max-h-60 w-full object-contain" />}
      <span className="flex min-h-11 items-center gap-2 px-3.5">
        <Icon name="file" />
        {staff.openDocument}
      </span>
    </a>
  );
}
