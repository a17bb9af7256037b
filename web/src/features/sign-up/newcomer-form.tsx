import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { Button } from '@/parts/button';
import { Check, TextField, Trouble } from '@/parts/fields';
import { useToast } from '@/parts/toasts';
import { usePeopleWords } from '@/words/people/words';

type SignUp = components['schemas']['SignUp'];

/** At least so many characters, as the server asks for. */
const PASSWORD_MIN = 10;

/** Who somebody is, their password, and what they consent to. */
export function NewcomerForm({ send }: { send: (body: SignUp) => Parameters<typeof answered<components['schemas']['SignedUp']>>[0] }) {
  const { signUp, logIn } = usePeopleWords();
  const navigate = useNavigate();
  const say = useToast();
  const { data: documents } = useQuery({
    queryKey: ['consents'],
    queryFn: async () => (await answered(anybody.GET('/consents'))).documents,
    staleTime: Infinity,
  });
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [agreed, setAgreed] = useState<ReadonlySet<string>>(new Set());
  const register = useMutation({
    mutationFn: () => answered(send({ name: name.trim(), email: email.trim(), password, consents: documents ?? [] })),
    onSuccess: () => {
      say({ text: signUp.done });
      void navigate('/sign-in');
    },
  });
  const agree = (document: string, yes: boolean) => {
    const next = new Set(agreed);
    if (yes) next.add(document);
    else next.delete(document);
    setAgreed(next);
  };
  const isReady = name.trim() !== '' && email.trim() !== '' && Array.from(password).length >= PASSWORD_MIN && documents?.every(({ document }) => agreed.has(document));
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !register.isPending) register.mutate();
      }}
    >
      <TextField label={signUp.name} autoComplete="name" maxLength={64} value={name} onChange={setName} />
      <TextField label={logIn.email} type="email" autoComplete="username" value={email} onChange={setEmail} />
      <TextField label={logIn.password} type="password" autoComplete="new-password" hint={signUp.passwordHint} value={password} onChange={setPassword} />
      <fieldset>
        <legend className="text-sm font-medium text-ink-2">{signUp.consents}</legend>
        {documents?.map(({ document, version }) => (
          <Check
            key={document}
            checked={agreed.has(document)}
            onChange={(yes) => agree(document, yes)}
            label={
              <>
                {signUp.documents[document]} <span className="text-sm text-ink-3">{signUp.version(version)}</span>
              </>
            }
          />
        ))}
      </fieldset>
      <Trouble error={register.error} />
      <Button type="submit" look="main" size="l" disabled={!isReady || register.isPending}>
        {signUp.submit}
      </Button>
      <Link to="/sign-in" className="text-sm font-medium text-accent underline underline-offset-4">
        {signUp.toLogIn}
      </Link>
    </form>
  );
}
