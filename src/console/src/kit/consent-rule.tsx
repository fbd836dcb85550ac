import { Checkbox, NativeSelect, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ConsentRule } from '../api/types'

export const askings = ['Unattended', 'Tell', 'Ask'] as const
export type Asking = (typeof askings)[number]

/** What holds while nothing is set. */
export const unsetRule: ConsentRule = {
  desktop: 'Unattended',
  terminal: 'Unattended',
  files: 'Unattended',
  bar: true,
}

const kinds = ['desktop', 'terminal', 'files'] as const

/** The fields of a rule: what the person at a device is asked or told, for each kind of session. */
export function ConsentFields({
  rule,
  onChange,
}: {
  rule: ConsentRule
  onChange: (rule: ConsentRule) => void
}) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm">
      {kinds.map((kind) => (
        <NativeSelect
          key={kind}
          label={t(`consent.${kind}`)}
          value={rule[kind]}
          onChange={(event) => onChange({ ...rule, [kind]: event.currentTarget.value as Asking })}
          data={askings.map((value) => ({ value, label: t(`consent.${value}`) }))}
        />
      ))}
      <Checkbox
        label={t('consent.barLabel')}
        checked={rule.bar}
        onChange={(event) => onChange({ ...rule, bar: event.currentTarget.checked })}
      />
    </Stack>
  )
}
