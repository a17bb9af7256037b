import { Page } from '@/parts/page';
import { Empty, SkeletonRows } from '@/parts/states';
import { type Me, useMe } from '@/session/me';
import { isStaff } from '@/session/roles';
import { useStaffWords } from '@/words/staff/words';
import { useWords } from '@/words/words';

/** A page for those of staff whom `admits` lets in. The server decides by itself what it answers them. */
export function StaffPage({ title, end, refusal, admits = (me) => isStaff(me.role), children }: {
  title: string;
  end?: React.ReactNode;
  refusal?: string;
  admits?: (me: Me) => boolean;
  children: (me: Me) => React.ReactNode;
}) {
  const words = useWords();
  const staff = useStaffWords();
  const me = useMe();
  return (
    <Page title={title} end={end}>
      <title>{`${title} · ${words.brand}`}</title>
      {me === undefined && <SkeletonRows rows={5} />}
      {me !== undefined && (me && admits(me) ? children(me) : <Empty icon="key" title={refusal ?? staff.forStaff} />)}
    </Page>
  );
}
