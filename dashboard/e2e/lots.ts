/** A small lot for a story of its own, so that stories share a running city and nothing else. */
export interface StoryLot {
  id: string
  name: string
  levels: readonly string[]
  /** Slots on each level. */
  perLevel: number
  latitude: number
}

/** The lots of the stories. `silent` is never heard of. */
export const storyLots: readonly StoryLot[] = [
  { id: 'castle', name: 'Schloßgarage', levels: ['1', '2'], perLevel: 6, latitude: 49.013 },
  { id: 'market', name: 'Marktplatz', levels: ['P'], perLevel: 4, latitude: 49.009 },
  { id: 'station', name: 'Hauptbahnhof', levels: ['1', '2'], perLevel: 6, latitude: 48.994 },
  { id: 'theatre', name: 'Staatstheater', levels: ['P'], perLevel: 8, latitude: 49.003 },
  { id: 'silent', name: 'Stadtgarten', levels: ['P'], perLevel: 4, latitude: 48.998 },
]

/** The slot codes of a lot: `1-01` … `2-06`. */
export function slotsOf({ levels, perLevel }: StoryLot): string[] {
  return levels.flatMap((level) =>
    Array.from({ length: perLevel }, (_, i) => `${level}-${String(i + 1).padStart(2, '0')}`),
  )
}
