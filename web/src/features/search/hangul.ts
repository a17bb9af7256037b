import { getChoseong } from 'es-hangul';

/** Where in `name` the query was found, as positions of its letters; `null` where it was not. */
export type Match = readonly number[];

const ONLY_CONSONANTS = /^[ㄱ-ㅎ]+$/;

/** Looks for a text, or for initial consonants alone (`ㅅㅅㅇㅁㅈ`), across spaces and without regard to case. */
export function find(name: string, query: string): Match | null {
  const wanted = Array.from(query.toLowerCase().replace(/\s/g, ''));
  if (wanted.length === 0) return null;
  const letters = Array.from(name);
  const places = letters.flatMap((letter, place) => (/\s/.test(letter) ? [] : [place]));
  const byConsonants = ONLY_CONSONANTS.test(wanted.join(''));
  const shown = places.map((place) => (byConsonants ? initial(letters[place] ?? '') : (letters[place] ?? '').toLowerCase()));
  for (let start = 0; start + wanted.length <= shown.length; start += 1) {
    if (wanted.every((letter, offset) => shown[start + offset] === letter)) return places.slice(start, start + wanted.length);
  }
  return null;
}

function initial(letter: string): string {
  return getChoseong(letter) || letter;
}
