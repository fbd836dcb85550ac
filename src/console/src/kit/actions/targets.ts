/** What an action is for: one device by its name, or all that a search finds. */
export type Targets = { devices: string[]; name: string } | { q: string; count: number }

export const bodyOf = (on: Targets) => ('devices' in on ? { devices: on.devices } : { q: on.q })
