import { Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { ConsentRule, GroupRow } from '../../api/types'
import { ConsentForm } from '../../kit/consent-form'
import { ConsentSection, unsetRule } from '../../kit/consent-rule'
import { tell } from '../../kit/notify'

/** What persons at a group's devices are asked, unless a device says otherwise. */
export function GroupConsent({ group, editable }: { group: GroupRow; editable: boolean }) {
  const { t } = useTranslation('groups')
  return (
    <ConsentSection
      rule={group.consent ?? unsetRule}
      before={
        <Text c="dimmed" size="sm" mb="sm">
          {group.consent ? t('consent.set') : t('consent.unset')}
        </Text>
      }
      form={editable ? (close) => <SetGroupConsent group={group} onClose={close} /> : undefined}
    />
  )
}

function SetGroupConsent({ group, onClose }: { group: GroupRow; onClose: () => void }) {
  const { t } = useTranslation('groups')
  const [version] = useState(group.version)
  const save = api.useMutation('put', '/api/groups/{groupId}/consent', {
    onSuccess: () => {
      tell(t('common:consent.done'))
      onClose()
    },
  })
  const send = (rule: ConsentRule | null) =>
    save.mutate({ params: { path: { groupId: group.id } }, body: { ...(rule && { rule }), version } })
  return (
    <ConsentForm
      first={group.consent ?? unsetRule}
      clear={group.consent && t('consent.clear')}
      pending={save.isPending}
      error={save.error}
      onSave={send}
      onClose={onClose}
    />
  )
}
