import { Button, PasswordInput, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError, isProblem } from '../../api/problem'
import { describe } from '../../kit/error-panel'
import { tell } from '../../kit/notify'
import { Section } from '../../kit/section'

const empty = { current: '', password: '', again: '' }

export function ChangePassword() {
  const { t } = useTranslation('account')
  const [form, setForm] = useState(empty)
  const change = api.useMutation('put', '/api/me/password', {
    onSuccess: () => {
      setForm(empty)
      tell(t('password.done'))
    },
  })
  const differs = form.again !== '' && form.again !== form.password
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (form.again === form.password)
      change.mutate({ body: { current: form.current, password: form.password } })
  }
  const field = (name: keyof typeof form, autoComplete: string, error?: string) => (
    <PasswordInput
      label={t(`password.${name}`)}
      autoComplete={autoComplete}
      value={form[name]}
      onChange={(event) => {
        const { value } = event.currentTarget
        setForm((known) => ({ ...known, [name]: value }))
      }}
      error={error}
      visibilityToggleButtonProps={{ 'aria-label': t('common:expired.show') }}
      required
      withAsterisk={false}
    />
  )
  return (
    <Section title={t('password.title')}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {field('current', 'current-password', fieldError(change.error, 'current'))}
          {field('password', 'new-password', fieldError(change.error, 'password'))}
          {field('again', 'new-password', differs ? t('password.differs') : undefined)}
          {change.error && !(isProblem(change.error) && change.error.errors) ? (
            <Text c="red" role="alert">
              {describe(change.error, t('common:error.unreachableHint'))}
            </Text>
          ) : null}
          <div>
            <Button type="submit" loading={change.isPending} disabled={differs}>
              {t('password.verb')}
            </Button>
          </div>
        </Stack>
      </form>
    </Section>
  )
}
