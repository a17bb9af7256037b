export interface Description {
  instrument: string;
  name: string;
  place: string;
  summary: string;
}

export function useDescriptions(): ReadonlyMap<string, Description> | undefined {
  return undefined;
}

export function useDescription(code: string): Description | undefined {
  return useDescriptions()?.get(code);
}
