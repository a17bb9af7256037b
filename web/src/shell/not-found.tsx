import { ButtonLink } from '@/parts/button';
import { Empty } from '@/parts/states';
import { useWords } from '@/words/words';

export function NotFound() {
  const words = useWords();
  return (
    <div className="pt-16">
      <title>{`${words.states.notFound} · ${words.brand}`}</title>
      <h1 className="heard">{words.states.notFound}</h1>
      <Empty
        icon="search"
        title={words.states.notFound}
        text={words.states.notFoundText}
        action={
          <ButtonLink to="/" look="soft">
            {words.states.toHome}
          </ButtonLink>
        }
      />
    </div>
  );
}
