import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';

import { clientWithKey } from '@/api/client';
import { answered, Refused } from '@/api/problem';
import { Button } from '@/parts/button';
import { Card } from '@/parts/card';
import { Icon } from '@/parts/icon';
import { Page } from '@/parts/page';
import { Note } from '@/parts/states';
import { useToast } from '@/parts/toasts';
import { setPreferences } from '@/preferences/preferences';
import { useAccounts } from '@/session/me';
import { signedIn } from '@/session/session';
import { usePeopleWords } from '@/words/people/words';
import { useWords } from '@/words/words';

/** Takes the program key of an account. What it is for, the server says. */
export function KeyPage() {
  const words = useWords();
  const { key: own } = usePeopleWords();
  const id = useId();
  const say = useToast();
  const navigate = useNavigate();
  const accounts = Object.values(useAccounts());
  const [key, setKey] = useState('');
  const enter = useMutation({
    mutationFn: (typed: string) => answered(clientWithKey(typed).GET('/account')),
    onSuccess: (account, typed) => {
      signedIn(account, typed);
      setPreferences({ market: account.market });
      say({ text: own.done(account.account) });
      void navigate('/');
    },
  });
  const problem = enter.error && (enter.error instanceof Refused ? own.refused : words.states.failed);
  return (
    <Page title={own.title} heading="heard">
      <title>{`${own.title} · ${words.brand}`}</title>
      <Card className="mx-auto mt-4 max-w-[480px] !rounded-sheet !p-7 desktop:mt-10 desktop:!p-9">
        <h2 className="mb-2 text-3xl">{own.title}</h2>
        <p className="mb-6 text-md text-ink-2">{own.text}</p>
        {accounts.length > 0 && (
          <p className="mb-4 text-sm text-ink-2">
            {own.already}: <b className="figures">{accounts.join(', ')}</b>
          </p>
        )}
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (key.trim() !== '' && !enter.isPending) enter.mutate(key.trim());
          }}
        >
          <div className="grid gap-1.5">
            <label htmlFor={id} className="text-sm font-medium text-ink-2">
              {own.key}
            </label>
            <div className="control-edge flex min-h-12 items-center rounded-control px-3.5">
              <input
                id={id}
                type="password"
                autoComplete="off"
                spellCheck={false}
                value={key}
                aria-invalid={Boolean(problem)}
                aria-describedby={`${id}-hint`}
                onChange={(event) => setKey(event.target.value)}
                className="min-h-11 w-full min-w-0 bg-transparent font-mono text-md outline-0"
              />
            </div>
            <p id={`${id}-hint`} className="text-sm text-ink-3">
              {own.keyHint}
            </p>
            {problem && (
              <p role="alert" className="flex items-center gap-1.5 text-sm text-danger">
                <Icon name="warn" className="size-4" />
                {problem}
              </p>
            )}
          </div>
          <Note icon="key">{own.safe}</Note>
          <Button type="submit" look="main" size="l" disabled={key.trim() === '' || enter.isPending}>
            {own.submit}
          </Button>
        </form>
      </Card>
    </Page>
  );
}
