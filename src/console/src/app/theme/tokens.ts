/** One colour in both schemes. All text pairs reach 4.5:1 on page, surface and sunken (`console.md` 8). */
export interface TokenColour {
  light: string
  dark: string
}

const colour = (light: string, dark: string): TokenColour => ({ light, dark })

/** The only place with colours. Each entry is the CSS variable `--me-<name>`. */
export const colours = {
  bg: colour('#F6F7F9', '#0E1116'),
  surface: colour('#FFFFFF', '#161B22'),
  raised: colour('#FFFFFF', '#1D242D'),
  sunken: colour('#EDEFF3', '#0A0D11'),
  text: colour('#14181F', '#E8ECF2'),
  'text-muted': colour('#525C6B', '#A6B0BF'),
  'text-faint': colour('#5E6978', '#8C97A8'),
  border: colour('#D5DAE2', '#2C3541'),
  'border-control': colour('#7C8798', '#6B778A'),
  accent: colour('#3451C6', '#8FA6FF'),
  'on-accent': colour('#FFFFFF', '#0E1116'),
  'accent-soft': colour('#E8ECFB', '#1E2A55'),
  ok: colour('#17724A', '#5BD29A'),
  'ok-soft': colour('#E3F4EB', '#10301F'),
  warn: colour('#8A5300', '#F0B35A'),
  'warn-soft': colour('#FDF1DC', '#382608'),
  bad: colour('#B3261E', '#FF8A80'),
  'bad-soft': colour('#FCE9E7', '#401613'),
  info: colour('#0B6B8A', '#6CC7E6'),
  'info-soft': colour('#E2F2F7', '#0C2C38'),
} as const satisfies Record<string, TokenColour>

export type ColourName = keyof typeof colours

/** Spacing in rem: 4, 8, 12, 16, 24, 32, 48 px at the default size. */
export const spacing = { xs: '0.25rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' } as const

export const fonts = {
  body: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  mono: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, "DejaVu Sans Mono", monospace',
} as const

/** Steps of blue-grey that replace the kit's neutral greys in dark mode. */
export const darkScale = [
  '#E8ECF2',
  '#A6B0BF',
  '#8C97A8',
  '#6B778A',
  '#2C3541',
  '#242C37',
  '#1D242D',
  '#161B22',
  '#0E1116',
  '#0A0D11',
] as const

/** Ten steps around the accent; the kit picks 6 in light and 8 in dark (`primaryShade`). */
export const accentScale = [
  '#E8ECFB',
  '#D3DBF8',
  '#B4C2F3',
  '#8FA6FF',
  '#6D87EA',
  '#4B68D8',
  '#3451C6',
  '#2B44AA',
  '#8FA6FF',
  '#1E2A55',
] as const

/** The CSS variables of one scheme, ready for a style rule. */
export function variables(scheme: 'light' | 'dark'): Record<string, string> {
  return Object.fromEntries(Object.entries(colours).map(([name, value]) => [`--me-${name}`, value[scheme]]))
}

/** Colours of the terminal; the console's own look, and four that do not follow it. */
export const terminalThemes = {
  light: {
    background: '#FFFFFF',
    foreground: '#14181F',
    cursor: '#3451C6',
    cursorAccent: '#FFFFFF',
    selectionBackground: '#C9D4FA',
    black: '#14181F',
    red: '#B3261E',
    green: '#17724A',
    yellow: '#8A5300',
    blue: '#3451C6',
    magenta: '#8A2FA0',
    cyan: '#0B6B8A',
    white: '#525C6B',
    brightBlack: '#5E6978',
    brightRed: '#C6382F',
    brightGreen: '#1F8558',
    brightYellow: '#9C6100',
    brightBlue: '#4B68D8',
    brightMagenta: '#9C43B3',
    brightCyan: '#117A9C',
    brightWhite: '#14181F',
  },
  dark: {
    background: '#0A0D11',
    foreground: '#E8ECF2',
    cursor: '#8FA6FF',
    cursorAccent: '#0A0D11',
    selectionBackground: '#2A3A73',
    black: '#2C3541',
    red: '#FF8A80',
    green: '#5BD29A',
    yellow: '#F0B35A',
    blue: '#8FA6FF',
    magenta: '#DDA0F5',
    cyan: '#6CC7E6',
    white: '#E8ECF2',
    brightBlack: '#8C97A8',
    brightRed: '#FFADA6',
    brightGreen: '#86E3B6',
    brightYellow: '#F7CD8D',
    brightBlue: '#B4C2F3',
    brightMagenta: '#E9C2F8',
    brightCyan: '#9ADAF0',
    brightWhite: '#FFFFFF',
  },
  contrast: {
    background: '#000000',
    foreground: '#FFFFFF',
    cursor: '#FFFF00',
    cursorAccent: '#000000',
    selectionBackground: '#0050B3',
    black: '#000000',
    red: '#FF6B6B',
    green: '#66FF66',
    yellow: '#FFFF66',
    blue: '#80B3FF',
    magenta: '#FF99FF',
    cyan: '#66FFFF',
    white: '#FFFFFF',
    brightBlack: '#B0B0B0',
    brightRed: '#FF9999',
    brightGreen: '#99FF99',
    brightYellow: '#FFFF99',
    brightBlue: '#B3D1FF',
    brightMagenta: '#FFC2FF',
    brightCyan: '#99FFFF',
    brightWhite: '#FFFFFF',
  },
  solarised: {
    background: '#002B36',
    foreground: '#93A1A1',
    cursor: '#EEE8D5',
    cursorAccent: '#002B36',
    selectionBackground: '#0B4A5A',
    black: '#073642',
    red: '#DC322F',
    green: '#859900',
    yellow: '#B58900',
    blue: '#268BD2',
    magenta: '#D33682',
    cyan: '#2AA198',
    white: '#EEE8D5',
    brightBlack: '#839496',
    brightRed: '#E5675F',
    brightGreen: '#A5B82B',
    brightYellow: '#D0A82B',
    brightBlue: '#5AA9E0',
    brightMagenta: '#E268A3',
    brightCyan: '#5BC0B7',
    brightWhite: '#FDF6E3',
  },
} as const

export type TerminalThemeName = keyof typeof terminalThemes
