/** Letters alone: `Ludwigstraße` and `ludwigstrasse` are the same, accents do not matter. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
}

/** Whether every word of `search` is somewhere in `texts`. */
export function matches(search: string, texts: readonly string[]): boolean {
  const all = plain(texts.join(' '))
  return plain(search)
    .split(/\s+/)
    .every((word) => all.includes(word))
}
