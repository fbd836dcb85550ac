import type { ClipboardState } from './clipboard'
import type { State } from './connection'
import type { Display } from './displays'
import { allDisplays } from './packets'

/** What the page draws around the picture. */
export interface Seen {
  state: State
  /** Status text of the device. */
  message: string | null
  size: { width: number; height: number } | null
  displays: readonly Display[]
  /** The one that is shown. */
  display: number
  cursor: string
  caps: boolean
  latency: number | null
  frames: number
  clipboard: ClipboardState
  /** The device locks its screen when this session ends. */
  locks: boolean
  /** The pointer is caught: moves go to the device as such, until Esc. */
  caught: boolean
  /** Per second. */
  bytes: number
}

/** Before the first word of the server. */
export const nothingSeen: Seen = {
  state: { name: 'asking' },
  message: null,
  size: null,
  displays: [],
  display: allDisplays,
  cursor: 'default',
  caps: false,
  latency: null,
  frames: 0,
  bytes: 0,
  clipboard: 'off',
  locks: false,
  caught: false,
}
