@echo off
rem Double-click on Windows: installs the app into .venv beside this file at the first start, and starts it.
setlocal
cd /d "%~dp0"
set "PYTHON=.venv\Scripts\python.exe"

fc /b requirements.txt .venv\installed.txt >nul 2>nul && goto serve

set "FOUND="
for %%v in (3.14 3.13 3.12 3.11) do if not defined FOUND py -%%v -c "" >nul 2>nul && set "FOUND=py -%%v"
if not defined FOUND python -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))" >nul 2>nul && set "FOUND=python"
if not defined FOUND echo Can Python 3.11 den 3.14 / Python 3.11 to 3.14 is needed: https://www.python.org/downloads/& goto stop
echo Cai dat lan dau, vai phut, can mang / Installing, a few minutes, the network is needed ...
if not exist "%PYTHON%" %FOUND% -m venv .venv
"%PYTHON%" -m pip install -c constraints-cuda.txt -r requirements.txt || goto failed
"%PYTHON%" -m pip install --no-deps --editable . || goto failed
copy /y requirements.txt .venv\installed.txt >nul

:serve
"%PYTHON%" -m gan_core serve --browser %* || goto stop
exit /b 0

:failed
echo Cai dat khong xong / The installation failed.

:stop
pause
exit /b 1
