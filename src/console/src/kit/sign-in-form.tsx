import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client'
import { isProblem } from '../api/problem'
import type { Me } from '../api/types'
import { describe } from './error-panel'
import { useSecondsLeft } from './use-seconds'

/** Name and password. After too many tries it counts down the time the server named. */
export function SignInForm({ name: known, onSignedIn }: { name?: string; onSignedIn: (me: Me) => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const [until, setUntil] = useState<number | null>(null)
  const wait = useSecondsLeft(until)
  const signIn = api.useMutation('post', '/api/sign-in', {
    onSuccess: (me) => {
      if (me) onSignedIn(me)
    },
    onError: (error: unknown) => {
      setPassword('')
      if (isProblem(error) && error.status === 429) setUntil(Date.now() + (error.retryAfter ?? 30) * 1000)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wait === 0 && !signIn.isPending) signIn.mutate({ body: { name: name.trim(), password } })
  }
  const waiting = isProblem(signIn.error) && signIn.error.status === 429
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t('expired.name')}
          autoComplete="username"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          readOnly={known !== undefined}
          required
          withAsterisk={false}
          autoFocus={known === undefined}
        />
        <PasswordInput
          label={t('expired.password')}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
          withAsterisk={false}
          autoFocus={known !== undefined}
          visibilityToggleButtonProps={{ 'aria-label': t('expired.show') }}
        />
        {signIn.error && (wait > 0 || !waiting) ? (
          <Text c="red" role="alert">
            {wait > 0
              ? t('expired.wait', { seconds: wait })
              : describe(signIn.error, t('error.unreachableHint'))}
          </Text>
        ) : null}
        <Button type="submit" loading={signIn.isPending} disabled={wait > 0}>
          {t('expired.verb')}
        </Button>
      </Stack>
    </form>
  )
}
