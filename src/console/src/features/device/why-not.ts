import type { TFunction } from 'i18next'
import type { DevicePage } from '../../api/types'

/**
 * Why something cannot be asked of the device now, as a sentence; nothing when it can.
 * @param action as the agent calls it; none for what others do for it
 * @param permission without its `devices:`
 */
export function whyNot(
  t: TFunction<'device'>,
  { device, permissions, actions }: DevicePage,
  past: boolean,
  permission: string,
  action: string | undefined,
  away = false,
): string | undefined {
  if (past) return t('channel.past')
  if (device.retired) return t('channel.retired')
  if (!permissions.includes(permission)) return t('act.notAllowed')
  if (!device.online && !away) return t('channel.offline')
  if (action && !actions.includes(action)) return t('act.notOffered')
  return undefined
}
