import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import { Button } from '@/parts/button';
import { Card } from '@/parts/card';
import { TextField, Trouble } from '@/parts/fields';
import { Page } from '@/parts/page';
import { useToast } from '@/parts/toasts';
import { ME_KEY } from '@/session/me';
import { loggedIn } from '@/session/session';
import { usePeopleWords } from '@/words/people/words';
import { useWords } from '@/words/words';

const TRADERS: readonly string[] = ['investor', 'agent'];

export function LogInPage() {
  const words = useWords();
  const { logIn } = usePeopleWords();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const say = useToast();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const enter = useMutation({
    mutationFn: async () => {
      await answered(anybody.POST('/sessions', { body: { email: email.trim(), password } }));
      return await answered(anybody.GET('/me'));
    },
    onSuccess: (me) => {
      queries.setQueryData(ME_KEY, me);
      loggedIn();
      say({ text: logIn.done(me.name) });
      void navigate(!TRADERS.includes(me.role) ? '/staff' : me.kyc_state === 'none' ? '/identity' : '/');
    },
  });
  const isReady = email.trim() !== '' && password !== '';
  return (
    <Page title={logIn.title} heading="heard">
      <title>{`${logIn.title} · ${words.brand}`}</title>
      <Card className="mx-auto mt-4 max-w-[480px] !rounded-sheet !p-7 desktop:mt-10 desktop:!p-9">
        <h2 className="mb-6 text-3xl">{logIn.title}</h2>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady && !enter.isPending) enter.mutate();
          }}
        >
          <TextField label={logIn.email} type="email" autoComplete="username" value={email} onChange={setEmail} />
          <TextField label={logIn.password} type="password" autoComplete="current-password" value={password} onChange={setPassword} />
          <Trouble error={enter.error} />
          <Button type="submit" look="main" size="l" disabled={!isReady || enter.isPending}>
            {logIn.submit}
          </Button>
        </form>
        <p className="mt-5 flex flex-wrap justify-between gap-x-4 gap-y-2 text-sm font-medium text-accent">
          <Link to="/sign-up" className="underline underline-offset-4">
            {logIn.toSignUp}
          </Link>
          <Link to="/sign-in/key" className="underline underline-offset-4">
            {logIn.withKey}
          </Link>
        </p>
      </Card>
    </Page>
  );
}
