import { useState } from 'react';
import { useLocation } from 'react-router';

import { anybody } from '@/api/client';
import { Card } from '@/parts/card';
import { Page } from '@/parts/page';
import { Note } from '@/parts/states';
import { usePeopleWords } from '@/words/people/words';
import { useWords } from '@/words/words';

import { NewcomerForm } from './newcomer-form';

/** For staff, by a link that is good for once. Its token stands behind the `#`, where it goes to no server before the form is sent. */
export function StaffSignUpPage() {
  const words = useWords();
  const { signUp } = usePeopleWords();
  const { hash } = useLocation();
  const [token] = useState(hash.slice(1));
  return (
    <Page title={signUp.staffTitle} heading="heard">
      <title>{`${signUp.staffTitle} · ${words.brand}`}</title>
      <Card className="mx-auto mt-4 max-w-[520px] !rounded-sheet !p-7 desktop:mt-10 desktop:!p-9">
        <h2 className="mb-2 text-3xl">{signUp.staffTitle}</h2>
        <p className="mb-5 text-md text-ink-2">{signUp.staffText}</p>
        {token === '' ? (
          <Note tone="danger" icon="warn">
            {signUp.noLink}
          </Note>
        ) : (
          <NewcomerForm send={(body) => anybody.POST('/sign-up/staff', { body: { ...body, token } })} />
        )}
      </Card>
    </Page>
  );
}
