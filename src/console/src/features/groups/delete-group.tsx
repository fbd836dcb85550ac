import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { GroupRow } from '../../api/types'
import { ConfirmDanger } from '../../kit/confirm-danger'
import { tell } from '../../kit/notify'

/** A group that still holds devices is refused by the server (`groups.not-empty`), in its words. */
export function DeleteGroup({ group, onClose }: { group: GroupRow; onClose: () => void }) {
  const { t } = useTranslation('groups')
  const navigate = useNavigate()
  const cache = useQueryClient()
  const remove = api.useMutation('delete', '/api/groups/{groupId}', {
    onSuccess: async () => {
      tell(t('delete.done', { name: group.name }))
      await navigate({ to: '/groups' })
      void cache.invalidateQueries({ queryKey: ['get', '/api/groups'] })
    },
  })
  return (
    <ConfirmDanger
      title={t('delete.title', { name: group.name })}
      name={group.name}
      verb={t('delete.verb')}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ params: { path: { groupId: group.id } } })}
      onClose={onClose}
    >
      {group.devices > 0 ? t('delete.notEmpty', { count: group.devices }) : t('delete.goes')}
    </ConfirmDanger>
  )
}
