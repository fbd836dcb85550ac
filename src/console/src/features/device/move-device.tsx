import { Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import type { DeviceRow } from '../../api/types'
import { FormModal } from '../../kit/form-modal'
import { tell } from '../../kit/notify'

export default function MoveDevice({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const { t } = useTranslation('device')
  const [groupId, setGroupId] = useState<string | null>(null)
  const groups = api.useQuery('get', '/api/groups', { params: { query: { take: 500 } } })
  const others = (groups.data?.rows ?? []).filter((group) => group.id !== device.groupId)
  const move = api.useMutation('put', '/api/devices/{deviceId}/group', {
    onSuccess: () => {
      tell(t('move.done', { group: others.find((group) => group.id === groupId)?.name ?? '' }))
      onClose()
    },
  })
  return (
    <FormModal
      title={t('move.title', { name: device.name })}
      verb={t('move.verb')}
      pending={move.isPending}
      error={move.error ?? groups.error}
      onSubmit={() =>
        groupId && move.mutate({ params: { path: { deviceId: device.id } }, body: { groupId } })
      }
      onClose={onClose}
    >
      <Select
        label={t('move.group')}
        description={t('move.hint')}
        placeholder={others.length === 0 && groups.isSuccess ? t('move.none') : undefined}
        data={others.map((group) => ({ value: group.id, label: group.name }))}
        value={groupId}
        onChange={setGroupId}
        error={fieldError(move.error, 'groupId')}
        searchable
        required
        withAsterisk={false}
        data-autofocus
      />
    </FormModal>
  )
}
