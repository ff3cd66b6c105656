/** Keys of the query cache, so that readers and the live channel write to the same places. */
export const keys = {
  lots: ['lots'] as const,
  occupancy: ['occupancy'] as const,
  lot: (lot: string) => ['lots', lot] as const,
  slots: (lot: string) => ['lots', lot, 'slots'] as const,
  view: (lot: string) => ['lots', lot, 'view'] as const,
  journal: (lot: string) => ['lots', lot, 'journal'] as const,
  gateway: (lot: string) => ['lots', lot, 'gateway'] as const,
  trend: (lot: string) => ['lots', lot, 'trend'] as const,
  history: (lot: string, range: string) => ['lots', lot, 'history', range] as const,
  deadLetters: (token: string) => ['dead-letters', token] as const,
}
