import type { components } from './schema';

type Problem = components['schemas']['Problem'];

/** The server said no, with a reason a person can read. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** Nobody answered, or not in a way that is understood: whether the request was carried out is unknown. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What the server answered, or a `Refused` or `Unanswered`. */
export async function answered<T>(request: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const answer = await request.catch((cause: unknown) => {
    throw new Unanswered('no answer', { cause });
  });
  if (answer.data !== undefined && answer.data !== null) return answer.data;
  if (isProblem(answer.error)) throw new Refused(answer.error);
  throw new Unanswered(`answered with ${answer.response.status}`);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'request_id' in value;
}
