import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { base64Of } from '@/api/base64';
import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { Button } from '@/parts/button';
import { FileField, SelectField, TextField, Trouble } from '@/parts/fields';
import { Note } from '@/parts/states';
import { useToast } from '@/parts/toasts';
import { ME_KEY } from '@/session/me';
import { usePeopleWords } from '@/words/people/words';

type Kind = components['schemas']['DocumentKind'];
const KINDS: readonly Kind[] = ['resident_card', 'driver_licence', 'passport', 'business_registration'];
const KOREA = '410';

export function DocumentForm() {
  const { identity } = usePeopleWords();
  const queries = useQueryClient();
  const say = useToast();
  const [kind, setKind] = useState<Kind>('resident_card');
  const [number, setNumber] = useState('');
  const [country, setCountry] = useState(KOREA);
  const [file, setFile] = useState<File | null>(null);
  const submit = useMutation({
    mutationFn: async (chosen: File) => {
      const body = { document_kind: kind, id_number: number.trim(), country: Number(country), document: await base64Of(chosen) };
      return await answered(anybody.POST('/kyc', { body }));
    },
    onSuccess: () => {
      say({ text: identity.done });
      void queries.invalidateQueries({ queryKey: ME_KEY });
    },
  });
  const isReady = file !== null && number.trim() !== '';
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (file && isReady && !submit.isPending) submit.mutate(file);
      }}
    >
      <div className="grid gap-4 tablet:grid-cols-2">
        <SelectField<Kind> label={identity.kind} choices={KINDS.map((value) => ({ value, label: identity.kinds[value] }))} value={kind} onChange={setKind} />
        <SelectField label={identity.country} choices={Object.entries(identity.countries).map(([value, label]) => ({ value, label }))} value={country} onChange={setCountry} />
      </div>
      <TextField label={identity.idNumber} hint={identity.idNumberHint} autoComplete="off" maxLength={24} value={number} onChange={setNumber} />
      <FileField label={identity.document} hint={identity.documentHint} accept="image/png,image/jpeg,application/pdf" onChange={setFile} />
      <Note icon="key">{identity.safe}</Note>
      <Trouble error={submit.error} />
      <Button type="submit" look="main" size="l" disabled={!isReady || submit.isPending}>
        {identity.submit}
      </Button>
    </form>
  );
}
