import { useState } from 'react';

import { anybody } from '@/api/client';
import { Card } from '@/parts/card';
import { Page } from '@/parts/page';
import { usePeopleWords } from '@/words/people/words';
import { useWords } from '@/words/words';

import { NewcomerForm } from './newcomer-form';

const ROLES = ['investor', 'agent'] as const;

/** For everybody who comes by themselves: investors and agents of issuers. */
export function SignUpPage() {
  const words = useWords();
  const { signUp } = usePeopleWords();
  const [role, setRole] = useState<(typeof ROLES)[number]>('investor');
  return (
    <Page title={signUp.title} heading="heard">
      <title>{`${signUp.title} · ${words.brand}`}</title>
      <Card className="mx-auto mt-4 max-w-[520px] !rounded-sheet !p-7 desktop:mt-10 desktop:!p-9">
        <h2 className="mb-2 text-3xl">{signUp.title}</h2>
        <p className="mb-5 text-md text-ink-2">{signUp.text}</p>
        <fieldset className="mb-5">
          <legend className="heard">{signUp.text}</legend>
          <div className="grid gap-3 tablet:grid-cols-2">
            {ROLES.map((one) => (
              <label
                key={one}
                className="relative rounded-card p-4 shadow-[inset_0_0_0_1px_var(--line)] has-checked:bg-accent-soft has-checked:shadow-[inset_0_0_0_2px_var(--accent-fill)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
              >
                <input type="radio" name="role" aria-label={signUp.roles[one]} checked={role === one} onChange={() => setRole(one)} className="absolute inset-0 m-0 cursor-pointer opacity-0" />
                <b className="block">{signUp.roles[one]}</b>
                <span className="block text-sm text-ink-2">{signUp.roleTexts[one]}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <NewcomerForm send={(body) => (role === 'agent' ? anybody.POST('/sign-up/agent', { body }) : anybody.POST('/sign-up/investor', { body }))} />
      </Card>
    </Page>
  );
}
