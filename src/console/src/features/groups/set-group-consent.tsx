import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { GroupRow } from '../../api/types'
import { ConsentFields, unsetRule } from '../../kit/consent-rule'
import { Facts } from '../../kit/facts'
import { FormModal } from '../../kit/form-modal'
import { tell } from '../../kit/notify'
import { Section } from '../../kit/section'

/** What persons at a group's devices are asked, unless a device says otherwise. */
export function GroupConsent({ group, editable }: { group: GroupRow; editable: boolean }) {
  const { t } = useTranslation('groups')
  const [open, setOpen] = useState(false)
  const rule = group.consent ?? unsetRule
  return (
    <Section
      title={t('common:consent.title')}
      aside={
        editable && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => setOpen(true)}
            aria-label={t('common:consent.change')}
          >
            {t('common:consent.edit')}
          </Button>
        )
      }
    >
      <Text c="dimmed" size="sm" mb="sm">
        {group.consent ? t('consent.set') : t('consent.unset')}
      </Text>
      <Facts
        rows={[
          { name: t('common:consent.desktop'), value: t(`common:consent.${rule.desktop}`) },
          { name: t('common:consent.terminal'), value: t(`common:consent.${rule.terminal}`) },
          { name: t('common:consent.files'), value: t(`common:consent.${rule.files}`) },
          { name: t('common:consent.bar'), value: t(`common:consent.${rule.bar ? 'shown' : 'hidden'}`) },
        ]}
      />
      {open && <SetGroupConsent group={group} onClose={() => setOpen(false)} />}
    </Section>
  )
}

function SetGroupConsent({ group, onClose }: { group: GroupRow; onClose: () => void }) {
  const { t } = useTranslation('groups')
  const [rule, setRule] = useState(group.consent ?? unsetRule)
  const [version] = useState(group.version)
  const save = api.useMutation('put', '/api/groups/{groupId}/consent', {
    onSuccess: () => {
      tell(t('common:consent.done'))
      onClose()
    },
  })
  const send = (sent: typeof rule | null) =>
    save.mutate({ params: { path: { groupId: group.id } }, body: { ...(sent && { rule: sent }), version } })
  return (
    <FormModal
      title={t('common:consent.title')}
      verb={t('common:consent.verb')}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => send(rule)}
      onClose={onClose}
    >
      <ConsentFields rule={rule} onChange={setRule} />
      {group.consent && (
        <Group>
          <Button variant="subtle" size="compact-sm" onClick={() => send(null)}>
            {t('consent.clear')}
          </Button>
        </Group>
      )}
    </FormModal>
  )
}
