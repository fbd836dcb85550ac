import { Paper, Text, Title } from '@mantine/core'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { base } from '../../api/base'
import { takeMe } from '../../api/session'
import { SignInForm } from '../../kit/sign-in-form'
import classes from './account.module.css'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { t } = useTranslation('account')
  const { next, idle } = route.useSearch()
  const router = useRouter()
  useEffect(() => {
    document.title = t('signIn.title')
  }, [t])
  return (
    <main className={classes.signIn}>
      <Title order={1} ta="center">
        {t('signIn.title')}
      </Title>
      <Paper withBorder p="xl">
        {idle && <Text mb="md">{t('signIn.idle')}</Text>}
        <SignInForm
          onSignedIn={(me) => {
            takeMe(me)
            router.history.push(base + (next ?? '/devices'))
          }}
        />
      </Paper>
    </main>
  )
}
