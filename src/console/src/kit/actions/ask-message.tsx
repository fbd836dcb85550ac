import { NativeSelect, Radio, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError } from '../../api/problem'
import { FormModal } from '../form-modal'
import { tell } from '../notify'
import { LeftOut } from './left-out'
import { bodyOf, type Targets } from './targets'
import { useOutcome } from './use-outcome'

const times = [1, 5, 15, 60]

/** A message that is closed by the person at the device, or a notification that goes by itself. */
export default function AskMessage({ on, onClose }: { on: Targets; onClose: () => void }) {
  const { t } = useTranslation()
  const outcome = useOutcome()
  const [kind, setKind] = useState<'message' | 'notification'>('message')
  const [text, setText] = useState('')
  const [minutes, setMinutes] = useState(5)
  const words = t(`action.say.${kind}`)
  const after = {
    onSuccess: (made: Parameters<typeof outcome>[0]) => {
      tell(t('action.sent', { what: words }))
      outcome(made, words)
      onClose()
    },
  }
  const message = api.useMutation('post', '/api/jobs/message', after)
  const notification = api.useMutation('post', '/api/jobs/notification', after)
  const asked = kind === 'message' ? message : notification
  const send = () => {
    if (kind === 'message') message.mutate({ body: { text, minutes, ...bodyOf(on) } })
    else notification.mutate({ body: { text, ...bodyOf(on) } })
  }
  const many = 'count' in on
  return (
    <FormModal
      title={many ? t('action.say.titleMany', { count: on.count }) : t('action.say.title', { name: on.name })}
      verb={t('action.say.verb')}
      pending={asked.isPending}
      error={asked.error}
      onSubmit={send}
      onClose={onClose}
    >
      <Radio.Group
        label={t('action.say.kind')}
        value={kind}
        onChange={(value) => setKind(value as typeof kind)}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="message" label={t('action.say.message')} description={t('action.say.messageHint')} />
          <Radio
            value="notification"
            label={t('action.say.notification')}
            description={t('action.say.notificationHint')}
          />
        </Stack>
      </Radio.Group>
      <Textarea
        label={t('action.say.text')}
        description={t('action.say.textHint')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={fieldError(asked.error, 'text')}
        maxLength={kind === 'message' ? 1000 : 300}
        autosize
        minRows={3}
        maxRows={10}
        required
        withAsterisk={false}
        data-autofocus
      />
      {kind === 'message' && (
        <NativeSelect
          label={t('action.say.time')}
          value={String(minutes)}
          onChange={(event) => setMinutes(Number(event.currentTarget.value))}
          data={times.map((count) => ({ value: String(count), label: t('action.say.minutes', { count }) }))}
        />
      )}
      <LeftOut on={on} />
    </FormModal>
  )
}
