import { useLocalStorage } from '@mantine/hooks'

/** Single-key shortcuts can be switched off (WCAG 2.1.4). Kept in this browser. */
export const useSingleKeys = () =>
  useLocalStorage({ key: 'mesh-single-keys', defaultValue: true, getInitialValueInEffect: false })

/** Navigation shown as icons alone. Kept in this browser. */
export const useNarrowNavigation = () =>
  useLocalStorage({ key: 'mesh-narrow-navigation', defaultValue: false, getInitialValueInEffect: false })
