/** Every page's address. No other file of the web app holds a literal one. */
export const paths = {
  home: () => '/',
  board: () => '/landlord',
  /** The board with a lot's panel open. */
  boardWith: (lot: string) => `/landlord?${lotParameter}=${encodeURIComponent(lot)}`,
  lot: (lot: string) => `/landlord/lots/${encodeURIComponent(lot)}`,
  admin: () => '/admin',
}

/** Query parameter that names the lot whose panel is open. */
export const lotParameter = 'lot'

/** Route patterns of the router. */
export const patterns = {
  home: '/',
  board: '/landlord',
  lot: '/landlord/lots/:lot',
  admin: '/admin',
}

const lotApi = (lot: string) => `/v1/lots/${encodeURIComponent(lot)}`

/** Every address of the HTTP API the pages use. */
export const api = {
  lots: '/v1/lots',
  lot: lotApi,
  slots: (lot: string) => `${lotApi(lot)}/slots`,
  occupancy: '/v1/occupancy',
  lotOccupancy: (lot: string) => `${lotApi(lot)}/occupancy`,
  history: (lot: string) => `${lotApi(lot)}/history`,
  occupancyAt: (lot: string) => `${lotApi(lot)}/occupancy-at`,
  journal: (lot: string) => `${lotApi(lot)}/journal`,
  gateway: (lot: string) => `${lotApi(lot)}/gateway`,
  deadLetters: '/v1/dead-letters',
}

/** Other addresses of the same server. */
export const served = {
  docs: '/docs',
  streets: '/map/karlsruhe-streets.geojson',
}
