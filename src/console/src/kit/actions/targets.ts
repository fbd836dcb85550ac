/** Devices that were chosen one by one. */
export interface Chosen {
  devices: string[]
  /** On how many of them the person may do it. */
  count: number
  /** On how many not: the server leaves them out. */
  mayNot: number
}

/** What an action is for: one device by its name, all that a search finds, or those that were chosen. */
export type Targets = { devices: string[]; name: string } | { q: string; count: number } | Chosen

/** How many devices one job may be for (`JobOrder.MostDevices` of the server). */
export const mostDevices = 2000

export const bodyOf = (on: Targets) => ('devices' in on ? { devices: on.devices } : { q: on.q })

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Devices chosen in the list, for the page that asks what to run on them: too many for an address. */
    chosen?: Chosen
  }
}
