import { useLocalStorage } from '@mantine/hooks'

/** Single-key shortcuts can be switched off (WCAG 2.1.4). Kept in this browser. */
export const useSingleKeys = () =>
  useLocalStorage({ key: 'mesh-single-keys', defaultValue: true, getInitialValueInEffect: false })

/** Navigation shown as icons alone. Kept in this browser. */
export const useNarrowNavigation = () =>
  useLocalStorage({ key: 'mesh-narrow-navigation', defaultValue: false, getInitialValueInEffect: false })

/** The display of a device that was chosen last; null: none was. Kept in this browser. */
export const useChosenDisplay = (deviceId: string) =>
  useLocalStorage<number | null>({
    key: `mesh-display-${deviceId}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  })
