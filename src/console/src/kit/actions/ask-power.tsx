import { Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { ConfirmDanger } from '../confirm-danger'
import { tell } from '../notify'
import { LeftOut } from './left-out'
import { bodyOf, type Targets } from './targets'
import { useOutcome } from './use-outcome'

const all = ['Restart', 'Off', 'Sleep'] as const
export type PowerTo = (typeof all)[number]

/** Says what ends, and has the device's name typed; for many, their number. */
export default function AskPower({ on, onClose }: { on: Targets; onClose: () => void }) {
  const { t } = useTranslation()
  const outcome = useOutcome()
  const [to, setTo] = useState<PowerTo>('Restart')
  const words = t(`action.power.${to}`)
  const change = api.useMutation('post', '/api/jobs/power', {
    onSuccess: (made) => {
      tell(t('action.sent', { what: words }))
      outcome(made, words)
      onClose()
    },
  })
  const many = 'count' in on
  return (
    <ConfirmDanger
      title={
        many ? t('action.power.titleMany', { count: on.count }) : t('action.power.title', { name: on.name })
      }
      name={many ? String(on.count) : on.name}
      verb={words}
      pending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ body: { to, ...bodyOf(on) } })}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Radio.Group label={t('action.power.what')} value={to} onChange={(value) => setTo(value as PowerTo)}>
          <Stack gap="xs" mt="xs">
            {all.map((one) => (
              <Radio key={one} value={one} label={t(`action.power.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <span>{t(`action.power.goes${to}`)}</span>
        <LeftOut on={on} />
      </Stack>
    </ConfirmDanger>
  )
}
