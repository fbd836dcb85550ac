import { useTranslation } from 'react-i18next'
import type { DevicePage } from '../../api/types'

export type WhyNot = (permission: string, action?: string, away?: boolean) => string | undefined

/**
 * Tells why something cannot be asked of the device now, as a sentence; nothing when it can. It
 * takes the permission without its `devices:`, the action as the agent calls it (none for what
 * others do for it), and whether it can be asked of a device that is offline.
 */
export function useWhyNot({ device, permissions, actions }: DevicePage, past: boolean): WhyNot {
  const { t } = useTranslation('device')
  return (permission, action, away = false) => {
    if (past) return t('channel.past')
    if (device.retired) return t('channel.retired')
    if (!permissions.includes(permission)) return t('act.notAllowed')
    if (!device.online && !away) return t('channel.offline')
    if (action && !actions.includes(action)) return t('act.notOffered')
    return undefined
  }
}
