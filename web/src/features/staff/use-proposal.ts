import { useQueryClient } from '@tanstack/react-query';

import type { components } from '@/api/schema';
import { answered } from '@/api/problem';
import { useAct } from '@/api/use-act';
import { useToast } from '@/parts/toasts';
import { useStaffWords } from '@/words/staff/words';

import { PROPOSALS_KEY } from './queues';

type Proposed = components['schemas']['Proposed'];

/** Something that a person of staff asks for, and another has to approve. */
export function useProposal<A>(send: (argument: A, key: string) => Parameters<typeof answered<object>>[0], onDone: () => void = () => undefined) {
  const staff = useStaffWords();
  const queries = useQueryClient();
  const say = useToast();
  return useAct(
    // A person of staff gets nothing else: what is done at once is only for programs.
    async (argument: A, key: string) => (await answered(send(argument, key))) as Proposed,
    ({ proposal }) => {
      say({ text: staff.proposed(proposal) });
      void queries.invalidateQueries({ queryKey: PROPOSALS_KEY });
      onDone();
    },
  );
}
