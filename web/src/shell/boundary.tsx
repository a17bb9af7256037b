import { Component } from 'react';

import { Button } from '@/parts/button';
import { Empty } from '@/parts/states';
import { useWords } from '@/words/words';

/** A page that cannot be drawn says that nothing has happened to the money. */
export class Boundary extends Component<{ children: React.ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const words = useWords();
  return (
    <div role="alert" className="pt-20">
      <Empty icon="warn" title={words.states.broken} text={words.states.brokenText} action={<Button onClick={() => location.reload()}>{words.states.reload}</Button>} />
    </div>
  );
}
