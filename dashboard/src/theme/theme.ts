import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core'
import { type Palette, palettes } from './palette.ts'

const accent: MantineColorsTuple = [
  palettes.light.accentSoft,
  ...(['#d3dcf8', '#b6c5f4', '#93a9f5', '#6f88e4', '#506bd0', '#3f5bc2'] as const),
  ...([palettes.light.accent, '#2b4497', '#22367a'] as const),
]

const dark: MantineColorsTuple = [
  palettes.dark.text,
  ...(['#c9cfda', palettes.dark.dim, palettes.dark.edge, '#3a4250', palettes.dark.line] as const),
  ...([palettes.dark.raised, palettes.dark.surface, palettes.dark.page, '#090b0f'] as const),
]

/** Mantine's theme: one accent, system fonts, quiet radius. */
export const theme: MantineThemeOverride = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  colors: { accent, dark },
  black: palettes.light.text,
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  headings: { fontWeight: '650', textWrap: 'balance' },
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true, multiline: true } },
    Skeleton: { defaultProps: { radius: 'sm' } },
  },
})

/** Puts the palette's meanings beside Mantine's own variables. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...meanings(palettes.light), '--mantine-color-dimmed': palettes.light.dim },
  dark: {
    ...meanings(palettes.dark),
    '--mantine-color-dimmed': palettes.dark.dim,
    '--mantine-color-body': palettes.dark.surface,
  },
})

function meanings(palette: Palette): Record<string, string> {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)
  return Object.fromEntries(Object.entries(palette).map(([k, v]) => [`--pk-${kebab(k)}`, v]))
}
