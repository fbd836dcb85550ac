import { useMemo } from 'react'
import type { DeviceList, DeviceRow } from '../../api/types'

/** Whether the person may do this on the device; the permission without its `devices:`. */
export type May = (device: DeviceRow, permission: string) => boolean

/** What the person may do, by the groups of the rows that were fetched. A group that was not is one where nothing may be done. */
export function useMay(answers: readonly Pick<DeviceList, 'may'>[]): May {
  return useMemo(() => {
    const groups = new Map(
      answers.flatMap(({ may }) => may.map((one) => [one.groupId, new Set(one.permissions)] as const)),
    )
    return (device, permission) => groups.get(device.groupId)?.has(permission) ?? false
  }, [answers])
}
