import { Checkbox, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import type { GroupPerson, GroupRow, Right } from '../../api/types'
import { FormModal } from '../../kit/form-modal'
import { tell } from '../../kit/notify'
import { fullRights, hasBit, withBit } from '../../kit/rights'

const custom = 'custom'

/** Rights by preset or one by one, each in a sentence; what takes something away stands apart. */
export function GiveRights({
  group,
  person,
  onClose,
}: {
  group: GroupRow
  person: GroupPerson | null
  onClose: () => void
}) {
  const { t } = useTranslation('groups')
  const cache = useQueryClient()
  const [name, setName] = useState(person?.name ?? '')
  const [rights, setRights] = useState(person?.rights ?? 0)
  const table = api.useQuery('get', '/api/rights', undefined, { staleTime: Number.POSITIVE_INFINITY })
  const give = api.useMutation('put', '/api/groups/{groupId}/people', {
    onSuccess: () => {
      tell(t('give.done', { name: name.trim() }))
      void cache.invalidateQueries({ queryKey: ['get', '/api/groups/{groupId}/people'] })
      onClose()
    },
  })
  const presets = table.data?.presets ?? []
  const preset = presets.find((each) => each.rights === rights)?.name ?? custom
  const rows = table.data?.rows ?? []
  const boxes = (negative: boolean) =>
    rows
      .filter((right) => right.negative === negative)
      .map((right) => <RightBox key={right.bit} right={right} rights={rights} onChange={setRights} />)
  return (
    <FormModal
      title={person ? t('give.titleOf', { name: person.name }) : t('give.title')}
      verb={t('give.verb')}
      pending={give.isPending}
      error={give.error ?? table.error}
      onSubmit={() =>
        give.mutate({ params: { path: { groupId: group.id } }, body: { name: name.trim(), rights } })
      }
      onClose={onClose}
    >
      {!person && (
        <TextInput
          label={t('give.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(give.error, 'name')}
          required
          withAsterisk={false}
          data-autofocus
        />
      )}
      <Select
        label={t('give.preset')}
        data={[
          ...presets.map((each) => ({ value: each.name, label: each.name })),
          { value: custom, label: t('give.custom') },
        ]}
        value={preset}
        onChange={(value) => {
          const chosen = presets.find((each) => each.name === value)
          if (chosen) setRights(chosen.rights)
        }}
        error={fieldError(give.error, 'rights')}
      />
      {rights === fullRights ? (
        <Text size="sm" c="dimmed">
          {t('give.full')}
        </Text>
      ) : (
        <Stack gap="xs">
          {boxes(false)}
          <Text size="sm" fw={600} mt="sm">
            {t('give.less')}
          </Text>
          {boxes(true)}
        </Stack>
      )}
    </FormModal>
  )
}

function RightBox({
  right,
  rights,
  onChange,
}: {
  right: Right
  rights: number
  onChange: (rights: number) => void
}) {
  return (
    <Checkbox
      label={right.sentence}
      checked={hasBit(rights, right.bit)}
      onChange={(event) => onChange(withBit(rights, right.bit, event.currentTarget.checked))}
    />
  )
}
