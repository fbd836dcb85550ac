import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { FormModal } from '../form-modal'
import { tell } from '../notify'
import { bodyOf, type Targets } from './targets'

/** Wakes devices through others on their networks, and says which have none. */
export default function AskWake({ on, onClose }: { on: Targets; onClose: () => void }) {
  const { t } = useTranslation()
  const wake = api.useMutation('post', '/api/jobs/wake', {
    onSuccess: (made) => {
      tell(t('action.wake.done', { count: made.devices, neighbours: made.neighbours }))
      if (made.alone.length > 0) tell(t('action.wake.alone', { names: made.alone.join(', ') }))
      onClose()
    },
  })
  return (
    <FormModal
      title={
        'count' in on
          ? t('action.wake.titleMany', { count: on.count })
          : t('action.wake.title', { name: on.name })
      }
      verb={t('action.wake.verb')}
      pending={wake.isPending}
      error={wake.error}
      onSubmit={() => wake.mutate({ body: bodyOf(on) })}
      onClose={onClose}
    >
      <Text>{t('action.wake.how')}</Text>
      {'mayNot' in on && on.mayNot > 0 && <Text size="sm">{t('action.mayNot', { count: on.mayNot })}</Text>}
    </FormModal>
  )
}
