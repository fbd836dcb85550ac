import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from '@mantine/core'
import { accentScale, darkScale, fonts, spacing, variables } from './tokens'

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 8 },
  // In dark mode the accents are light: text on them is dark there, which the kit's own rule misses.
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input)
    return input.variant === 'filled' ? { ...colours, color: 'var(--me-on-accent)' } : colours
  },
  colors: {
    accent: accentScale as unknown as MantineColorsTuple,
    dark: darkScale as unknown as MantineColorsTuple,
  },
  fontFamily: fonts.body,
  fontFamilyMonospace: fonts.mono,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.25rem' }, h3: { fontSize: '1rem' } },
  },
  spacing,
  radius: { xs: '4px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  defaultRadius: 'md',
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false } },
    Textarea: { defaultProps: { size: 'sm' } },
    // Their heads are `header` elements, which would count as banners of the page.
    Modal: {
      defaultProps: { radius: 'lg', centered: true, attributes: { header: { role: 'presentation' } } },
    },
    Drawer: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Checkbox: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle' } },
  },
})

/** Lays the tokens under the kit's own variables, so that components of both look alike. */
export const resolveVariables: CSSVariablesResolver = () => {
  const kit = {
    '--mantine-color-body': 'var(--me-bg)',
    '--mantine-color-text': 'var(--me-text)',
    '--mantine-color-dimmed': 'var(--me-text-muted)',
    '--mantine-color-placeholder': 'var(--me-text-faint)',
    '--mantine-color-default': 'var(--me-surface)',
    '--mantine-color-default-border': 'var(--me-border-control)',
    '--mantine-color-default-color': 'var(--me-text)',
    '--mantine-color-error': 'var(--me-bad)',
    '--mantine-color-anchor': 'var(--me-accent)',
    '--mantine-primary-color-filled': 'var(--me-accent)',
    '--mantine-primary-color-contrast': 'var(--me-on-accent)',
    '--mantine-primary-color-light': 'var(--me-accent-soft)',
    '--mantine-primary-color-light-color': 'var(--me-accent)',
    '--mantine-color-accent-filled': 'var(--me-accent)',
    // towards the colour of text, so that the words on them keep their contrast in both schemes
    '--mantine-primary-color-filled-hover': 'color-mix(in srgb, var(--me-accent) 88%, var(--me-text))',
    '--mantine-color-accent-filled-hover': 'color-mix(in srgb, var(--me-accent) 88%, var(--me-text))',
    '--mantine-color-red-filled-hover': 'color-mix(in srgb, var(--me-bad) 88%, var(--me-text))',
    '--mantine-color-accent-light': 'var(--me-accent-soft)',
    '--mantine-color-accent-light-color': 'var(--me-accent)',
    '--mantine-color-accent-text': 'var(--me-accent)',
    '--mantine-color-red-filled': 'var(--me-bad)',
    '--mantine-color-red-light': 'var(--me-bad-soft)',
    '--mantine-color-red-light-color': 'var(--me-bad)',
    '--mantine-color-red-text': 'var(--me-bad)',
    '--mantine-color-red-outline': 'var(--me-bad)',
  }
  return {
    variables: {},
    light: { ...variables('light'), ...kit },
    dark: { ...variables('dark'), ...kit },
  }
}
