import { Button, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { forgetMe, takeMe } from '../../api/session'
import type { Me } from '../../api/types'
import { SignInForm } from '../../kit/sign-in-form'

/** The login ended while a page was open: signing in again keeps the page and what was typed on it. */
export default function Expired({ me, code, onBack }: { me: Me; code: string; onBack: () => void }) {
  const { t } = useTranslation()
  const router = useRouter()
  const cache = useQueryClient()
  const leave = async () => {
    const next = router.state.location.href
    await router.navigate({ to: '/sign-in', search: { next } })
    forgetMe()
  }
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      title={t('expired.title')}
      closeOnEscape={false}
    >
      <Stack gap="md">
        <Text>
          {code === 'identity.idle'
            ? t('expired.idle', { count: me.idleMinutes })
            : code === 'identity.longest'
              ? t('expired.longest')
              : t('expired.ended')}{' '}
          {t('expired.text')}
        </Text>
        <SignInForm
          name={me.email || me.name}
          onSignedIn={(again) => {
            takeMe(again)
            void router.invalidate()
            void cache.invalidateQueries()
            onBack()
          }}
        />
        <Button variant="subtle" onClick={() => void leave()}>
          {t('expired.other')}
        </Button>
      </Stack>
    </Modal>
  )
}
