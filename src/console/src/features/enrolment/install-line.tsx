import { Button, Group, Select, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { GroupRow } from '../../api/types'
import { CopyLine } from '../../kit/copy-line'
import { describe } from '../../kit/error-panel'
import { Section } from '../../kit/section'
import { exact } from '../../kit/time'

const hours = [1, 24, 168, 720] as const
const limits = [1, 10, 100, null] as const

/** Makes a code and shows the line to paste. The code is shown once: the server keeps only half of it. */
export function InstallLine({ group }: { group: GroupRow }) {
  const { t } = useTranslation('enrolment')
  const cache = useQueryClient()
  const [life, setLife] = useState('24')
  const [limit, setLimit] = useState('any')
  const create = api.useMutation('post', '/api/groups/{groupId}/codes', {
    onSuccess: () => cache.invalidateQueries({ queryKey: ['get', '/api/groups/{groupId}/codes'] }),
  })
  const code = create.data
  return (
    <Section title={t('line.title')}>
      <Group align="flex-end" gap="md" mb="md">
        <Select
          label={t('line.life')}
          data={hours.map((count) => ({ value: String(count), label: t(`line.hours.${count}`) }))}
          value={life}
          onChange={(value) => setLife(value ?? '24')}
          w="11rem"
        />
        <Select
          label={t('line.limit')}
          data={limits.map((count) => ({
            value: String(count ?? 'any'),
            label: count === null ? t('line.anyNumber') : t('line.devices', { count }),
          }))}
          value={limit}
          onChange={(value) => setLimit(value ?? 'any')}
          w="13rem"
        />
        <Button
          loading={create.isPending}
          variant={code ? 'default' : 'filled'}
          onClick={() =>
            create.mutate({
              params: { path: { groupId: group.id } },
              body: { hours: Number(life), limit: limit === 'any' ? null : Number(limit) },
            })
          }
        >
          {code ? t('line.another') : t('line.make')}
        </Button>
      </Group>
      {create.error ? (
        <Text c="red" role="alert">
          {describe(create.error, t('common:error.unreachableHint'))}
        </Text>
      ) : null}
      {code ? (
        <>
          <CopyLine text={code.line} label={t('line.label')} />
          <Text size="sm" c="dimmed" mt="sm">
            {t('line.facts', { code: code.code, until: exact(code.expiresAt) })}
          </Text>
        </>
      ) : (
        <Text size="sm" c="dimmed">
          {t('line.hint')}
        </Text>
      )}
    </Section>
  )
}
