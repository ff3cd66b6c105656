/** The colours of one scheme by what they mean. The only place with hex values; components use `--pk-…`. */
export interface Palette {
  /** The page behind the cards. */
  page: string
  surface: string
  raised: string
  line: string
  /** Edges of controls and of slots, seen against any surface. */
  edge: string
  text: string
  dim: string
  accent: string
  accentSoft: string
  onAccent: string
  /** A slot or share that can be taken. */
  free: string
  freeSoft: string
  occupied: string
  onOccupied: string
  closed: string
  unknown: string
  unknownSoft: string
  warn: string
  warnSoft: string
  bad: string
  badSoft: string
  street: string
  streetMain: string
}

/** Light and dark. `palette.test.ts` holds them to WCAG AA and to being told apart without red and green. */
export const palettes: Record<'light' | 'dark', Palette> = {
  light: {
    page: '#f4f6f9',
    surface: '#ffffff',
    raised: '#ffffff',
    line: '#e2e6ec',
    edge: '#8a94a6',
    text: '#19202b',
    dim: '#566072',
    accent: '#3451b2',
    accentSoft: '#e9eefc',
    onAccent: '#ffffff',
    free: '#137a4f',
    freeSoft: '#e8f6ef',
    occupied: '#3f51b5',
    onOccupied: '#ffffff',
    closed: '#60687a',
    unknown: '#667085',
    unknownSoft: '#eceef2',
    warn: '#975400',
    warnSoft: '#fff3dc',
    bad: '#bd2130',
    badSoft: '#fdebec',
    street: '#dce1e9',
    streetMain: '#c3cad6',
  },
  dark: {
    page: '#0e1116',
    surface: '#161a21',
    raised: '#1d222b',
    line: '#2a303b',
    edge: '#6b7688',
    text: '#e9ecf2',
    dim: '#a2abba',
    accent: '#93a9f5',
    accentSoft: '#222c4d',
    onAccent: '#0e1116',
    free: '#46d596',
    freeSoft: '#122b20',
    occupied: '#8699ee',
    onOccupied: '#0e1116',
    closed: '#9aa3b2',
    unknown: '#99a2b3',
    unknownSoft: '#232933',
    warn: '#ffc069',
    warnSoft: '#35270f',
    bad: '#ff9a9a',
    badSoft: '#3b1b1f',
    street: '#262d38',
    streetMain: '#3a4453',
  },
}
