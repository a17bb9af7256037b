import { ButtonLink, type Look, type Size } from '@/parts/button';
import { useWords } from '@/words/words';

import { useMe } from './me';
import { mayTrade } from './roles';

/** What leads to an account: logging in, or saying who one is. Staff has none. */
export function WayIn({ look = 'main', size = 'm', signIn }: { look?: Look; size?: Size; /** What the link says to who is not logged in. */ signIn?: string }) {
  const words = useWords();
  const me = useMe();
  if (me && !mayTrade(me.role)) return null;
  return (
    <ButtonLink to={me ? '/identity' : '/sign-in'} look={look} size={size}>
      {me ? words.verifyLink : (signIn ?? words.signInLink)}
    </ButtonLink>
  );
}

/** Why there is no account to show anything of; `signedOut` where nobody is logged in. */
export function useNoAccountText(signedOut: string): string {
  const words = useWords();
  const me = useMe();
  if (!me) return signedOut;
  return mayTrade(me.role) ? words.noAccountYet : words.staffHasNoAccount;
}
