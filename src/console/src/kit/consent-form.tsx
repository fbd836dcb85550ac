import { Button, Checkbox, Group, NativeSelect, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsentRule } from '../api/types'
import { consentKinds } from './consent-rule'
import { FormModal } from './form-modal'

const askings = ['Unattended', 'Tell', 'Ask'] as const
type Asking = (typeof askings)[number]

export interface ConsentFormProps {
  /** What the fields begin with. */
  first: ConsentRule
  /** The words for taking the rule away; null where there is none. */
  clear: string | null
  pending: boolean
  error: unknown
  /** With null the rule is taken away. */
  onSave: (rule: ConsentRule | null) => void
  onClose: () => void
}

/** Sets a rule: what the person at a device is asked or told, for each kind of session. */
export function ConsentForm({ first, clear, pending, error, onSave, onClose }: ConsentFormProps) {
  const { t } = useTranslation()
  const [rule, setRule] = useState(first)
  return (
    <FormModal
      title={t('consent.title')}
      verb={t('consent.verb')}
      pending={pending}
      error={error}
      onSubmit={() => onSave(rule)}
      onClose={onClose}
    >
      <Stack gap="sm">
        {consentKinds.map((kind) => (
          <NativeSelect
            key={kind}
            label={t(`consent.${kind}`)}
            value={rule[kind]}
            onChange={(event) => setRule({ ...rule, [kind]: event.currentTarget.value as Asking })}
            data={askings.map((value) => ({ value, label: t(`consent.${value}`) }))}
          />
        ))}
        <Checkbox
          label={t('consent.barLabel')}
          checked={rule.bar}
          onChange={(event) => setRule({ ...rule, bar: event.currentTarget.checked })}
        />
      </Stack>
      {clear && (
        <Group>
          <Button variant="subtle" size="compact-sm" onClick={() => onSave(null)}>
            {clear}
          </Button>
        </Group>
      )}
    </FormModal>
  )
}
