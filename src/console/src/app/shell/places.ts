import {
  IconChartBar,
  IconDeviceDesktop,
  IconFolders,
  IconHistory,
  IconPlayerPlay,
  IconTerminal2,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Me } from '../../api/types'

export interface Place {
  to: '/devices' | '/groups' | '/sessions' | '/jobs' | '/audit' | '/people' | '/server'
  /** Key of the name in the common catalogue. */
  name: 'nav.devices' | 'nav.groups' | 'nav.sessions' | 'nav.jobs' | 'nav.audit' | 'nav.people' | 'nav.server'
  icon: TablerIcon
  /** Second key after g. */
  key: string
  administrators?: boolean
}

const places: readonly Place[] = [
  { to: '/devices', name: 'nav.devices', icon: IconDeviceDesktop, key: 'd' },
  { to: '/groups', name: 'nav.groups', icon: IconFolders, key: 'o' },
  { to: '/sessions', name: 'nav.sessions', icon: IconTerminal2, key: 's' },
  { to: '/jobs', name: 'nav.jobs', icon: IconPlayerPlay, key: 'j' },
  { to: '/audit', name: 'nav.audit', icon: IconHistory, key: 'a' },
  { to: '/people', name: 'nav.people', icon: IconUsers, key: 'p', administrators: true },
  { to: '/server', name: 'nav.server', icon: IconChartBar, key: 'e', administrators: true },
]

/** Only what the person may open. The server judges again; this is courtesy. */
export const placesFor = (me: Pick<Me, 'administrator'>) =>
  places.filter((place) => me.administrator || !place.administrators)
