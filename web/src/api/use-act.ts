import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { newActKey } from './client';
import { Refused, Unanswered } from './problem';

/** How often an act whose answer was lost is asked for again, and after how long. */
const REPEATS = 3;
const REPEAT_AFTER_MS = 1_000;

/**
 * An act that moves money. When the answer gets lost nobody knows whether it was carried out; it is sent again under the same key, which the server
 * answers with the first answer, until there is one. What it has changed comes by the stream.
 */
export function useAct<A, R>(send: (argument: A, key: string) => Promise<R>, onDone: (answer: R, argument: A) => void) {
  const unfinished = useRef<{ about: string; key: string } | null>(null);
  const [isUncertain, setUncertain] = useState(false);
  const mutation = useMutation({
    mutationFn: (argument: A) => {
      const about = JSON.stringify(argument);
      // An act that was given up unanswered keeps its key, should a person send the very same again.
      if (unfinished.current?.about !== about) unfinished.current = { about, key: newActKey() };
      return send(argument, unfinished.current.key);
    },
    retry: (failures, error) => {
      const again = error instanceof Unanswered && failures < REPEATS;
      setUncertain(again);
      return again;
    },
    retryDelay: REPEAT_AFTER_MS,
    onSettled: () => setUncertain(false),
    onSuccess: (answer, argument) => {
      unfinished.current = null;
      onDone(answer, argument);
    },
    onError: (error) => {
      if (error instanceof Refused) unfinished.current = null;
    },
  });
  return { ...mutation, isUncertain };
}
