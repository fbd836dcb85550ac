import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { SessionRow } from '../../api/types'
import { ConfirmDanger } from '../../kit/confirm-danger'
import { tell } from '../../kit/notify'

/** Ends a running session. Someone may be in the middle of work, so it asks. */
export function EndSession({ session }: { session: SessionRow }) {
  const { t } = useTranslation('sessions')
  const cache = useQueryClient()
  const [asked, setAsked] = useState(false)
  const end = api.useMutation('delete', '/api/sessions/{sessionId}', {
    onSuccess: () => {
      tell(t('end.done'))
      void cache.invalidateQueries({ queryKey: ['get', '/api/sessions'] })
      setAsked(false)
    },
  })
  const names = { who: session.userName, device: session.deviceName }
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t('end.one', names)}
        onClick={(event) => {
          event.stopPropagation()
          setAsked(true)
        }}
      >
        {t('end.open')}
      </Button>
      {asked && (
        <ConfirmDanger
          title={t('end.title')}
          verb={t('end.verb')}
          pending={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate({ params: { path: { sessionId: session.id } } })}
          onClose={() => setAsked(false)}
        >
          {t('end.goes', names)}
        </ConfirmDanger>
      )}
    </>
  )
}
